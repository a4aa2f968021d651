import type { Strings } from '@/config/strings/shape';

export const errors: Strings['errors'] = {
  offline: 'Le service ne répond pas. Vérifiez votre connexion et réessayez.',
  not_delivered: 'La question n’est pas arrivée au service. Réessayez.',
  internal: 'Une erreur est survenue de notre côté. Réessayez dans un instant.',
  invalid_request: 'Le service n’accepte pas cette demande.',
  not_signed_in: 'Votre session est terminée. Reconnectez-vous.',
  session_expired: 'Votre session est terminée. Reconnexion…',
  account_ended: 'Ce compte a été fermé. La personne qui gère ce Grail peut vous renseigner.',
  sign_in_again: 'Reconnectez-vous d’abord : une connexion des cinq dernières minutes est nécessaire.',
  not_allowed: 'Ce jeton ne le permet pas. Créez-en un qui le permet, ou faites-le sur la page.',
  not_found: 'Cet élément n’existe pas ou a été supprimé.',
  document_not_found: 'Ce document n’existe pas ou a été supprimé.',
  conversation_not_found: 'Cette conversation n’existe pas ou a été supprimée.',
  message_not_found: 'Ce message n’existe pas ou a été supprimé.',
  collection_not_found: 'Cette collection n’existe pas ou a été supprimée.',
  source_not_found: 'Cette source n’existe pas ou a été retirée.',
  collection_full: 'Cette collection est pleine. Créez-en une autre.',
  model_off: 'Ce modèle est désactivé. Choisissez-en un autre.',
  conflict: 'Cet élément a été modifié ailleurs entre-temps. Réessayez.',
  too_large: 'Ce fichier est trop volumineux.',
  unsupported_type: 'Les fichiers de ce type ne peuvent pas être lus.',
  rate_limited: 'Vous allez trop vite. Attendez un instant, puis réessayez.',
  budget_exceeded: 'Votre budget pour cette période est épuisé.',
  quota_exceeded: 'Votre espace est plein. Supprimez des documents, puis ajoutez de nouveau le fichier.',
  stage_budget_exceeded: 'Ce Grail a épuisé son budget du jour. Il reprend à 00:00 UTC, et rien n’est perdu.',
  model_busy: 'Le modèle est occupé. Réessayez dans un instant.',
  model_access:
    'Ce modèle n’est pas disponible pour le moment. Choisissez-en un autre ou prévenez votre administrateur.',
  model_failed:
    'Le modèle a refusé cette demande. Posez la question autrement ou choisissez un autre modèle.',
  model_key:
    'Le serveur de modèles a refusé sa clé. Vérifiez LOCAL_LLM_KEY et votre compte sur ce serveur, puis redémarrez Grail.',
  model_unknown:
    'Le serveur de modèles n’a pas ce modèle. Chargez-le sur ce serveur ou choisissez un autre modèle.',
  model_too_long:
    'La question et ses sources sont trop longues pour ce modèle. Commencez une nouvelle conversation ou choisissez un modèle qui lit davantage.',
  model_unreachable:
    'Le serveur de modèles est injoignable. Vérifiez qu’il fonctionne et que son adresse est correcte, puis réessayez.',
  model_memory:
    'Il n’y a pas assez de mémoire pour ce modèle. Fermez d’autres programmes et réessayez, ou choisissez un modèle plus petit.',
  model_interrupted: 'La réponse a été interrompue. Réessayez.',
  model_not_usable:
    'Le modèle réglé dans les paramètres ne peut pas être utilisé. Choisissez-en un autre ou prévenez votre administrateur.',
  answer_empty: 'Le modèle n’a rien écrit. Réessayez ou demandez moins à la fois.',
  unreadable_row:
    'Cet élément est endommagé dans le stockage. La personne qui gère ce Grail peut le réparer.',
  store_busy: 'Le stockage est occupé. Réessayez dans un instant.',
  store_refused:
    'Le stockage a refusé cela. Réessayer n’aide pas ; qui gère ce Grail en trouve la raison dans le journal.',
  file_changed: 'Ce fichier vient d’être importé à nouveau. Réessayez dans un instant.',
  wrong_type:
    'Le contenu de ce fichier ne correspond pas à son nom. Enregistrez-le dans le format de son nom, puis remplacez-le.',
  empty: 'Ce fichier ne contient pas de texte. Vérifiez-le et importez-le à nouveau.',
  encrypted:
    'Ce fichier est protégé. Retirez le mot de passe ou la protection contre la copie, puis remplacez-le.',
  scanned:
    'Ce fichier contient des images dont aucun texte n’a pu être lu. Remplacez-le par une copie plus nette ou par un fichier avec du texte.',
  unreadable: 'Ce fichier est endommagé. Enregistrez-le à nouveau, puis remplacez-le.',
  too_complex: 'Ce fichier est trop volumineux ou trop complexe. Divisez-le en fichiers plus petits.',
  file_gone: 'Le fichier n’est plus dans le stockage. Importez-le à nouveau.',
  upload_missing: 'Le fichier n’est jamais arrivé. Importez-le à nouveau.',
  reader_missing:
    'Grail ne peut pas lire ce format pour le moment. Prévenez votre administrateur, puis réessayez.',
  no_room:
    'L’espace disque ne suffisait pas pour lire ce fichier. Réessayez ou prévenez votre administrateur.',
  gave_up: 'La lecture de ce fichier a échoué plusieurs fois. Réessayez ou prévenez votre administrateur.',
  not_started:
    'Ce fichier n’a pas pu être traité en une journée. Réessayez ou prévenez votre administrateur.',
  unstorable:
    'Les passages de ce fichier n’ont pas pu être stockés. Réessayez ou prévenez votre administrateur.',
};
