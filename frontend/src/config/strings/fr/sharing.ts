import type { Strings } from '@/config/strings/shape';

export const sharing: Strings['sharing'] = {
  title: (name) => `Partager « ${name} »`,
  text: 'Les personnes qui acceptent peuvent lire les documents de cette collection et l’interroger. Elles ne voient aucun autre de vos documents.',
  share: 'Partager…',
  give: 'Partager',
  address: 'Adresse e-mail',
  role: 'Droits',
  none: 'Personne d’autre ne peut lire cette collection.',
  giveEveryone: 'Partager avec toutes les personnes connectées',
  everyone: 'Toutes les personnes connectées',
  everyoneText: 'Toute personne connectée à ce Grail pourra alors lire cette collection et l’interroger.',
  waitsUntil: (when) => `invitation jusqu’au ${when}`,
  end: 'Mettre fin',
  endOf: (who) => `Mettre fin au partage avec ${who}`,
  endText: 'Cette collection ne pourra alors plus y être lue ni interrogée.',
  isShared: 'partagée',
  shared: 'Partagées avec vous',
  from: (who) => `de ${who}`,
  invitations: 'Invitations reçues',
  accept: 'Accepter',
  decline: 'Refuser',
  leave: 'Quitter',
  leaveTitle: (name) => `Quitter « ${name} » ?`,
  leaveText: 'Vous ne pourrez plus la lire, sauf si elle est de nouveau partagée avec vous.',
  left: (name) => `Vous avez quitté « ${name} ».`,
  notLeft: 'Vous ne pouvez pas quitter cette collection : elle n’est plus partagée avec vous.',
  withEveryone: 'partagée avec tous',
  stays: (name) => `Vous ne pouvez pas quitter « ${name} »`,
  staysText:
    'Elle est partagée avec toutes les personnes connectées à ce Grail. Elle reste dans votre liste jusqu’à ce que son propriétaire y mette fin.',
  addText:
    'Ce que vous ajoutez appartient au propriétaire de cette collection et compte pour lui. Vous pouvez le retirer ; il garde le fichier.',
  addedByYou: 'ajouté par vous',
  takeOut: 'Retirer',
  takeOutOf: (name) => `Retirer « ${name} »`,
  takeOutText:
    'Il n’est alors plus dans cette collection. Son propriétaire garde le fichier parmi ses documents.',
  roles: {
    viewer: 'lire et interroger',
    contributor: 'ajouter aussi des documents',
    manager: 'la partager aussi',
  },
  states: {
    waiting: 'en attente',
    accepted: 'acceptée',
    expired: 'invitation expirée',
  },
  refusals: {
    conflict: 'Cette collection est déjà partagée avec cette personne.',
    invalid_request: 'Indiquez l’adresse e-mail d’une autre personne, sans accents.',
    quota_exceeded:
      'Cette collection ne peut pas être partagée avec plus de personnes. Mettez d’abord fin à un partage.',
  },
  notAccepted: {
    conflict: 'Cette collection est déjà partagée avec vous.',
    not_found: 'Cette invitation a été retirée ou a expiré.',
    quota_exceeded: 'Vous avez autant de collections partagées que permis. Quittez-en une d’abord.',
  },
};
