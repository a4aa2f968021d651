export const linked = {
  text: 'Whoever is signed in to this Grail and has the link reads this conversation as it is now. Answers are shown in full; words of your documents only to people who may read them.',
  make: 'Make a link',
  copy: 'Copy link',
  takeBack: 'Take back',
  none: 'There is no link to this conversation.',
  own: 'You made this link.',
  gone: 'This link has ended, or it was taken back.',
  hidden: 'The words of this document are shown to people who may read it.',
  frozen: (when: string) => `A copy of ${when}.`,
};
