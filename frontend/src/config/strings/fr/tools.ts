import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: 'Trier et grouper',
  sorts: {
    newest: 'Plus récents d’abord',
    oldest: 'Plus anciens d’abord',
    name: 'Par nom',
    size: 'Plus volumineux d’abord',
    kind: 'Par type de fichier',
  },
  groups: {
    none: 'Sans groupes',
    tag: 'Grouper par étiquette',
    status: 'Grouper par état',
    folder: 'Grouper par dossier',
  },
  noTag: 'Sans étiquette',
  noFolder: 'Ajoutés seuls',
  beingRead: 'En cours de lecture',
};

export const selection: Strings['selection'] = {
  title: 'Documents sélectionnés',
  select: (name) => `Sélectionner ${name}`,
  one: 'Sélectionner',
  all: 'Tout sélectionner',
  none: 'Effacer la sélection',
  selected: (n) => `${count(n)} sélectionné(s)`,
  ask: 'Interroger',
  tag: 'Ajouter des étiquettes',
  tags: 'Étiquettes à ajouter, séparées par des virgules',
  tagged: 'Étiquettes ajoutées',
  deleted: 'Supprimés',
};

export const prompts: Strings['prompts'] = {
  title: 'Questions enregistrées',
  where:
    'Elles ne sont gardées que dans ce navigateur. Tapez « / » dans le champ de question pour en utiliser une.',
  notKept: 'Ce navigateur ne permet pas à la page d’enregistrer des questions.',
  manage: 'Gérer les questions enregistrées…',
  menus: {
    document: 'Documents et étiquettes',
    prompt: 'Liste de questions',
  },
  save: 'Enregistrer la question',
  add: 'Nouvelle question',
  edit: (name) => `Modifier ${name}`,
  remove: (name) => `Supprimer ${name}`,
  name: 'Nom court',
  text: 'Texte de la question',
  busy: 'Une réponse est en cours. Attendez sa fin ou arrêtez-la d’abord.',
};

export const palette: Strings['palette'] = {
  title: 'Aller ou faire',
  field: 'Chercher conversations, documents et actions',
  actions: 'Actions possibles',
  conversations: 'Discussions',
  documents: 'Documents à lire',
  none: 'Rien ne correspond.',
  help: '↑ ↓ choisir, Entrée ouvrir, Échap fermer.',
};

export const view: Strings['view'] = {
  textSize: 'Taille du texte',
  sizes: {
    small: 'Petit',
    normal: 'Moyen',
    large: 'Grand',
  },
  width: 'Largeur de la conversation',
  widths: {
    narrow: 'Pour lire',
    wide: 'Large',
  },
};

export const following: Strings['following'] = {
  title: 'Demander ensuite',
  questions: 'Versions de cette question',
  earlier: 'Version précédente',
  later: 'Version suivante',
};

export const notes: Strings['notes'] = {
  title: 'Mes notes',
  add: 'Nouvelle note',
  search: 'Rechercher dans les notes',
  empty: 'Gardez une réponse avec le signet au-dessous, ou écrivez votre propre note.',
  loadFailed: 'Vos notes n’ont pas pu être chargées.',
  words: 'Vos propres mots',
  keep: 'Garder cette réponse',
  kept: 'Gardée dans vos notes.',
  deleted: 'Retirée de vos notes.',
  more: 'Afficher toute la réponse',
  less: 'Afficher moins',
  conversation: 'Ouvrir la conversation',
  edit: 'Modifier vos propres mots',
  copy: 'Copier cette note',
  remove: 'Supprimer cette note',
  full: 'Vous avez autant de notes que permis. Supprimez-en d’abord quelques-unes.',
  tooLong: 'Cette réponse est trop longue pour être gardée.',
};

export const folders: Strings['folders'] = {
  move: 'Ranger dans un dossier…',
  name: 'Nom du dossier ; vide pour aucun',
  rename: 'Renommer le dossier',
  actions: (name) => `Actions pour le dossier ${name}`,
  dissolve: 'Dissoudre le dossier',
};

export const pins: Strings['pins'] = {
  pin: 'Épingler en haut',
  unpin: 'Désépingler',
  pinned: 'Épinglées',
  html: 'Exporter en page web',
};

export const everywhere: Strings['everywhere'] = {
  title: 'Sessions ouvertes',
  text: 'Vous êtes peut-être aussi connecté dans d’autres navigateurs et sur d’autres appareils.',
  act: 'Se déconnecter partout',
  ask: 'Tous les navigateurs et appareils, celui-ci compris, sont déconnectés. Les autres peuvent encore fonctionner jusqu’à une heure.',
};
