import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'Code',
  wrapLines: 'Couper les lignes longues',
  copyTable: 'Copier le tableau',
  saveTable: 'Enregistrer en CSV',
  tableFile: 'tableau',
  expandTable: 'Agrandir',
  verified: 'La citation dit bien ceci',
  openPage: 'Ouvrir la page',
  openPassage: 'Ouvrir le passage',
  copyQuote: 'Copier la citation',
  doubtLegend: 'Ambre et en pointillés : à vérifier vous-même',
  citationCard: 'À propos de cette source',
  standing: {
    changed:
      'Le document a changé depuis cette réponse. Ces mots se trouvent peut-être ailleurs, ou nulle part.',
    deleted: 'Ce document a été supprimé.',
  },
  step: (n: number, total: number) => `Citation ${count(n)} sur ${count(total)}`,
  previousStep: 'Citation précédente',
  nextStep: 'Citation suivante',
  readerWidth: 'Largeur du lecteur',
  pageField: 'Numéro de page',
  fitWidth: 'Ajuster à la largeur',
  fitHeight: 'Ajuster à la hauteur',
  rotate: 'Pivoter',
};
