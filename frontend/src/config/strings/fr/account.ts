import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('fr');

export const account: Strings['account'] = {
  themes: { system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  usageTitle: 'Utilisation des 30 derniers jours',
  usageFailed: 'Votre utilisation n’a pas pu être chargée.',
  questions: 'Questions posées',
  inputTokens: 'Tokens lus',
  outputTokens: 'Tokens écrits',
  embeddedTokens: 'Tokens indexés',
  price: 'Prix',
  cap: (used, cap) => `${used} sur ${cap}`,
  caps: {
    daily_questions: 'Questions aujourd’hui',
    daily_price_usd: 'Dépensé aujourd’hui',
    documents: 'Documents conservés',
    bytes: 'Espace utilisé',
    notes: 'Notes conservées',
  },
  clients: {
    title: 'Qui a demandé',
    page: 'Cette page, lecture des documents comprise',
    revoked: 'Un jeton qui n’existe plus',
    app: 'Programmes connectés par le navigateur',
    other: 'Autres programmes',
  },
  chart: 'Prix par jour',
  chartQuestions: 'Questions par jour',
  dayByDay: 'Jour par jour',
  dayFigure: (day, questions, price) =>
    `${day} : ${plural(questions, { one: '# question', other: '# questions' })}, ${price}`,
  browserLanguage: 'Comme le navigateur',
  languageFailed: 'Cette langue n’a pas pu être chargée. Vérifiez votre connexion et réessayez.',
  take: {
    title: 'Tout emporter',
    text: 'Vos documents tels que vous les avez envoyés, ce qui en a été lu, vos conversations, vos notes et votre consommation : un fichier ZIP dans des formats ouverts.',
    act: 'Créer une archive',
    again: 'En créer une nouvelle',
    making: (done: string, total: string) =>
      `Une archive est en cours de création : ${done} documents sur ${total}.`,
    leave: 'Vous pouvez fermer cette fenêtre. L’archive sera ici une fois prête.',
    ready: (size: string, until: string) => `L’archive est prête : ${size}. Elle reste jusqu’au ${until}.`,
    download: 'Télécharger',
    failed: 'L’archive n’a pas pu être créée. Réessayez.',
    tooLarge:
      'Il y en a plus qu’une archive ne peut contenir. La personne qui gère ce Grail peut l’emporter pour vous.',
    often: 'Vous avez demandé assez d’archives aujourd’hui. Réessayez demain.',
  },
  data: {
    remove: 'Supprimer le compte',
    removeText: 'Votre compte et tout ce qu’il contient sont supprimés définitivement.',
    removeList:
      'Tous les documents dans toutes leurs versions, ce qui en a été lu, vos conversations, vos notes, votre consommation et votre accès sont supprimés. Personne ne peut les rétablir.',
    typeEmail: (email: string) => `Saisissez ${email} pour confirmer`,
    removed: 'Votre compte est en cours de suppression. Dans un quart d’heure, il n’en restera rien.',
    signInFirst: 'Déconnectez-vous puis reconnectez-vous. Supprimez ensuite le compte dans les cinq minutes.',
    removeFailed: 'Le compte n’a pas pu être supprimé.',
  },
  none: 'Aucune question ces jours-là.',
};

export const security: Strings['security'] = {
  signedInAs: (email) => `Vous êtes connecté en tant que ${email}.`,
  throughCompany:
    'Vous vous connectez par votre entreprise, qui gère votre mot de passe et votre second facteur.',
  passwordText: 'Vous vous connectez avec votre e-mail et ce mot de passe.',
  changePassword: 'Changer le mot de passe',
  currentPassword: 'Mot de passe actuel',
  wrongPassword: 'Le mot de passe actuel est incorrect.',
  passwordChanged: 'Votre mot de passe a été modifié.',
  app: 'Application d’authentification',
  on: 'Activée',
  off: 'Désactivée',
  appOff:
    'Demandez, en plus du mot de passe, le code d’une application de votre téléphone : ainsi, un mot de passe volé ne suffit pas.',
  appOn: 'À chaque connexion, vous saisissez un code de votre application.',
  setUp: 'Configurer',
  setUpTitle: 'Configurer votre application d’authentification',
  scan: 'Scannez ce code avec une application d’authentification.',
  orType: 'Ou saisissez cette clé dans l’application :',
  qrCode: 'Code carré contenant la clé pour l’application d’authentification',
  copyKey: 'Copier la clé',
  openApp: 'Ouvrir dans l’application',
  turnOn: 'Activer',
  turnOff: 'Désactiver',
  turnOffText: 'Désormais, votre mot de passe suffira pour vous connecter.',
  stateFailed: 'Nous n’avons pas pu vérifier si une application est configurée.',
};

export const programs: Strings['programs'] = {
  text: 'Des assistants et des scripts peuvent utiliser vos documents avec un jeton. Il ne fait que ce que vous choisissez, jusqu’à sa fin ou sa révocation.',
  address: 'L’adresse pour les assistants :',
  create: 'Nouveau jeton',
  name: 'Nom du jeton',
  nameHint: 'Par exemple le programme qui l’utilisera.',
  may: 'Le programme peut',
  scopes: {
    read: 'lire et chercher dans les documents',
    ask: 'poser des questions, ce qui coûte',
    write: 'ajouter, modifier et supprimer',
  },
  lasts: 'Il expire après',
  days: (n) => plural(n, { one: '# jour', other: '# jours' }),
  made: 'Copiez le jeton maintenant. Il ne sera plus affiché.',
  copy: 'Copier le jeton',
  none: 'Il n’y a pas encore de jeton.',
  used: (when) => `Dernière utilisation : ${when}`,
  unused: 'Jamais utilisé',
  ends: (when) => `Expire : ${when}`,
  revoke: 'Révoquer',
  revokeName: (name) => `Révoquer ${name}`,
  revokeText: 'Le programme qui l’utilise est désormais refusé.',
};
