import type { Strings } from '@/config/strings/shape';

export const sharing: Strings['sharing'] = {
  title: (name) => `Compartir «${name}»`,
  text: 'Quien acepta puede leer los documentos de esta colección y preguntar en ella. No ve ningún otro documento tuyo.',
  share: 'Compartir…',
  give: 'Compartir',
  address: 'Dirección de correo',
  role: 'Permiso',
  none: 'Nadie más puede leer esta colección.',
  giveEveryone: 'Compartir con todas las personas con sesión iniciada',
  everyone: 'Todas las personas con sesión iniciada',
  everyoneText:
    'Toda persona con sesión iniciada en este Grail podrá leer esta colección y preguntar en ella.',
  waitsUntil: (when) => `invitación hasta el ${when}`,
  end: 'Terminar',
  endOf: (who) => `Dejar de compartir con ${who}`,
  endText: 'Ya no podrá leer esta colección ni preguntar en ella.',
  isShared: 'compartida',
  shared: 'Compartidas contigo',
  from: (who) => `de ${who}`,
  invitations: 'Invitaciones',
  accept: 'Aceptar',
  decline: 'Rechazar',
  leave: 'Abandonar',
  leaveTitle: (name) => `¿Abandonar «${name}»?`,
  leaveText: 'Ya no podrás leerla hasta que se vuelva a compartir contigo.',
  left: (name) => `Has abandonado «${name}».`,
  notLeft: 'No puedes abandonar esta colección: ya no se comparte contigo.',
  withEveryone: 'compartida con todos',
  stays: (name) => `No puedes abandonar «${name}»`,
  staysText:
    'Está compartida con todas las personas que han iniciado sesión en este Grail. Sigue en tu lista hasta que quien la tiene deje de compartirla.',
  addText:
    'Lo que añades pertenece a quien tiene esta colección y cuenta para esa persona. Puedes volver a sacarlo; el archivo se queda con ella.',
  addedByYou: 'añadido por ti',
  takeOut: 'Sacar',
  takeOutOf: (name) => `Sacar «${name}»`,
  takeOutText: 'Ya no estará en esta colección. Quien la tiene conserva el archivo entre sus documentos.',
  roles: {
    viewer: 'leer y preguntar',
    contributor: 'también añadir documentos',
    manager: 'también compartirla',
  },
  states: {
    waiting: 'en espera',
    accepted: 'aceptada',
    expired: 'la invitación ha caducado',
  },
  refusals: {
    conflict: 'Esta colección ya se comparte con esa persona.',
    invalid_request: 'Indica la dirección de correo de otra persona, sin acentos.',
    quota_exceeded:
      'Esta colección no se puede compartir con más personas. Deja antes de compartirla con alguien.',
  },
  notAccepted: {
    conflict: 'Esta colección ya se comparte contigo.',
    not_found: 'Esta invitación se retiró o ha caducado.',
    quota_exceeded: 'Tienes tantas colecciones compartidas como se permite. Abandona una primero.',
  },
};
