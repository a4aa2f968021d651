import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: 'Quien haya iniciado sesión en este Grail y tenga el enlace lee esta conversación tal como está ahora. Las respuestas se ven enteras; las palabras de tus documentos, solo quienes pueden leerlos.',
  make: 'Crear un enlace',
  copy: 'Copiar enlace',
  takeBack: 'Retirar',
  none: 'No hay ningún enlace a esta conversación.',
  own: 'Tú creaste este enlace.',
  gone: 'Este enlace ha caducado o se ha retirado.',
  hidden: 'Las palabras de este documento se muestran a quienes pueden leerlo.',
  frozen: (when: string) => `Una copia del ${when}.`,
};
