import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const content: Strings['content'] = {
  code: 'Código',
  wrapLines: 'Ajustar líneas',
  copyTable: 'Copiar tabla',
  saveTable: 'Guardar como CSV',
  tableFile: 'tabla',
  expandTable: 'Ver en grande',
  verified: 'La cita dice esto',
  openPage: 'Abrir la página',
  openPassage: 'Abrir el pasaje',
  copyQuote: 'Copiar la cita',
  doubtLegend: 'Ámbar y con guiones: compruébelo usted mismo',
  citationCard: 'Sobre esta fuente',
  standing: {
    changed:
      'El documento ha cambiado desde esta respuesta. Estas palabras pueden estar ahora en otro lugar, o en ninguno.',
    deleted: 'Este documento se ha eliminado.',
  },
  step: (n: number, total: number) => `Cita ${count(n)} de ${count(total)}`,
  previousStep: 'Cita anterior',
  nextStep: 'Cita siguiente',
  readerWidth: 'Ancho del lector',
  pageField: 'Número de página',
  fitWidth: 'Ajustar al ancho',
  fitHeight: 'Ajustar a la altura',
  rotate: 'Girar',
};
