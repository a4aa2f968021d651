import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: 'Toute personne connectée à ce Grail qui a le lien lit cette conversation telle qu’elle est maintenant. Les réponses sont entières ; les mots de vos documents ne sont montrés qu’à ceux qui peuvent les lire.',
  make: 'Créer un lien',
  copy: 'Copier le lien',
  takeBack: 'Retirer',
  none: 'Il n’y a pas de lien vers cette conversation.',
  own: 'Vous avez créé ce lien.',
  gone: 'Ce lien a expiré ou a été retiré.',
  hidden: 'Les mots de ce document sont montrés à ceux qui peuvent le lire.',
  frozen: (when: string) => `Une copie du ${when}.`,
};
