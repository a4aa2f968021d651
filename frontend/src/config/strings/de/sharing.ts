import type { Strings } from '@/config/strings/shape';

export const sharing: Strings['sharing'] = {
  title: (name) => `„${name}“ teilen`,
  text: 'Wer annimmt, kann die Dokumente dieser Sammlung lesen und in ihr fragen. Ihre anderen Dokumente sieht niemand.',
  share: 'Teilen …',
  give: 'Teilen',
  address: 'E-Mail-Adresse',
  role: 'Darf',
  none: 'Niemand sonst kann diese Sammlung lesen.',
  giveEveryone: 'Mit allen Angemeldeten teilen',
  everyone: 'Alle Angemeldeten',
  everyoneText:
    'Alle, die in diesem Grail angemeldet sind, können diese Sammlung dann lesen und in ihr fragen.',
  waitsUntil: (when) => `eingeladen bis ${when}`,
  end: 'Beenden',
  endOf: (who) => `Teilen mit ${who} beenden`,
  endText: 'Diese Sammlung kann dann dort nicht mehr gelesen oder befragt werden.',
  isShared: 'geteilt',
  shared: 'Mit Ihnen geteilt',
  from: (who) => `von ${who}`,
  invitations: 'Einladungen',
  accept: 'Annehmen',
  decline: 'Ablehnen',
  leave: 'Verlassen',
  leaveTitle: (name) => `„${name}“ verlassen?`,
  leaveText: 'Sie können sie dann nicht mehr lesen, bis sie wieder mit Ihnen geteilt wird.',
  left: (name) => `Sie haben „${name}“ verlassen.`,
  notLeft: 'Sie können diese Sammlung nicht verlassen: Sie ist nicht mehr mit Ihnen geteilt.',
  withEveryone: 'mit allen geteilt',
  stays: (name) => `„${name}“ kann nicht verlassen werden`,
  staysText:
    'Diese Sammlung ist mit allen geteilt, die in diesem Grail angemeldet sind. Sie bleibt in Ihrer Liste, bis die Person, der sie gehört, das beendet.',
  addText:
    'Was Sie hinzufügen, gehört wie die Sammlung der Person, die sie teilt, und zählt bei ihr mit. Sie können es wieder herausnehmen; die Datei bleibt bei ihr.',
  addedByYou: 'von Ihnen',
  takeOut: 'Herausnehmen',
  takeOutOf: (name) => `„${name}“ herausnehmen`,
  takeOutText:
    'Es ist dann nicht mehr in dieser Sammlung. Wem sie gehört, behält die Datei bei den eigenen Dokumenten.',
  roles: {
    viewer: 'lesen und fragen',
    contributor: 'auch Dokumente hinzufügen',
    manager: 'auch teilen',
  },
  states: {
    waiting: 'wartet',
    accepted: 'angenommen',
    expired: 'Einladung abgelaufen',
  },
  refusals: {
    conflict: 'Diese Sammlung ist mit dieser Person schon geteilt.',
    invalid_request: 'Geben Sie die E-Mail-Adresse einer anderen Person an, ohne Umlaute und Sonderzeichen.',
    quota_exceeded: 'Diese Sammlung kann mit niemandem mehr geteilt werden. Beenden Sie zuerst ein Teilen.',
  },
  notAccepted: {
    conflict: 'Diese Sammlung ist schon mit Ihnen geteilt.',
    not_found: 'Diese Einladung wurde zurückgenommen oder ist abgelaufen.',
    quota_exceeded: 'Sie haben so viele geteilte Sammlungen, wie erlaubt sind. Verlassen Sie zuerst eine.',
  },
};
