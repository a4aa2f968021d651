import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'Interrogez vos propres documents.',
  promise: 'Importez des fichiers, posez une question et vérifiez chaque affirmation dans son passage.',
  loading: 'Chargement de Grail…',
  skipToQuestion: 'Aller au champ de la question',
  retry: 'Réessayer',
  close: 'Fermer',
  cancel: 'Annuler',
  save: 'Enregistrer',
  undo: 'Annuler',
  loadMore: 'Afficher plus',
  startFailedTitle: 'Grail n’a pas pu démarrer',
  configMissing:
    'La page n’a pas pu lire ses paramètres à cette adresse. Vérifiez que le serveur fonctionne.',
  serviceUnreachable: (url) =>
    `Le service à l’adresse ${url} ne répond pas. Vérifiez votre connexion et que le service fonctionne.`,
  crashedTitle: 'La page a rencontré une erreur',
  crashed: 'Vos documents et vos conversations sont intacts. Rechargez la page pour continuer.',
  reload: 'Recharger',
  unknownError: 'Une erreur est survenue. Réessayez dans un instant.',
  companyFailed:
    'La connexion par votre entreprise n’a pas abouti. Réessayez ou demandez à votre administrateur.',
};

export const connection: Strings['connection'] = {
  meanwhile: 'Ce qui est chargé reste lisible. Les questions et les suppressions attendent.',
  now: 'Se connecter maintenant',
  states: {
    open: 'Connecté',
    connecting: 'Connexion…',
    waiting: 'Connexion perdue. Nouvel essai…',
    closed: 'Non connecté',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: 'Afficher les conversations',
  closeSidebar: 'Masquer les conversations',
  openDocuments: 'Afficher les documents',
  closeDocuments: 'Masquer les documents',
  closePanel: 'Fermer le panneau',
  sidebar: 'Conversations et compte',
  main: 'Conversation en cours',
  notices: 'Avis',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'Raccourcis clavier',
  close: 'Fermer le panneau',
  send: 'Demander',
  newline: 'Nouvelle ligne',
  names: {
    ask: 'Aller au champ de la question',
    new: 'Nouvelle conversation',
    documents: 'Afficher ou masquer les documents',
    conversations: 'Chercher dans les conversations',
    upload: 'Ajouter des fichiers',
    help: 'Afficher ces raccourcis',
    stop: 'Arrêter la réponse',
  },
};

export const menu: Strings['menu'] = {
  title: 'Compte',
  usage: 'Utilisation',
  theme: 'Apparence',
  language: 'Langue',
  security: 'Connexion et sécurité',
  programs: 'Programmes',
  data: 'Vos données',
  admin: 'Gestion',
  signOut: 'Se déconnecter',
};
