import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: 'Wer in diesem Grail angemeldet ist und den Link hat, liest diese Unterhaltung, wie sie jetzt ist. Antworten sind ganz zu sehen, Worte Ihrer Dokumente nur für Personen, die sie lesen dürfen.',
  make: 'Link erstellen',
  copy: 'Link kopieren',
  takeBack: 'Zurücknehmen',
  none: 'Es gibt keinen Link zu dieser Unterhaltung.',
  own: 'Sie haben diesen Link erstellt.',
  gone: 'Dieser Link ist abgelaufen oder wurde zurückgenommen.',
  hidden: 'Die Worte dieses Dokuments sehen nur Personen, die es lesen dürfen.',
  frozen: (when: string) => `Eine Kopie vom ${when}.`,
};
