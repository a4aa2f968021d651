import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('es');

export const account: Strings['account'] = {
  menu: 'Cuenta',
  usage: 'Uso',
  theme: 'Apariencia',
  themes: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
  usageTitle: 'Uso de los últimos 30 días',
  usageFailed: 'No se ha podido cargar tu uso.',
  questions: 'Preguntas',
  inputTokens: 'Tokens leídos',
  outputTokens: 'Tokens escritos',
  embeddedTokens: 'Tokens indexados',
  price: 'Precio',
  cap: (used, cap) => `${used} de ${cap}`,
  caps: {
    daily_questions: 'Preguntas de hoy',
    daily_price_usd: 'Gastado hoy',
    documents: 'Documentos guardados',
    bytes: 'Espacio usado',
  },
  chart: 'Precio por día',
  chartQuestions: 'Preguntas por día',
  dayByDay: 'Día a día',
  dayFigure: (day, questions, price) =>
    `${day}: ${plural(questions, { one: '# pregunta', other: '# preguntas' })}, ${price}`,
  language: 'Idioma',
  browserLanguage: 'Como el navegador',
  languageFailed: 'No se ha podido cargar este idioma. Comprueba tu conexión y vuelve a intentarlo.',
  shortcuts: 'Atajos de teclado',
  take: {
    title: 'Llevárselo todo',
    text: 'Tus documentos tal como los subiste, lo que se leyó de ellos, tus conversaciones y tu consumo: un archivo ZIP en formatos abiertos.',
    act: 'Crear un archivo',
    again: 'Crear uno nuevo',
    making: (done: string, total: string) => `Se está creando un archivo: ${done} de ${total} documentos.`,
    leave: 'Puedes cerrar esto. El archivo estará aquí cuando esté listo.',
    ready: (size: string, until: string) => `El archivo está listo: ${size}. Se conserva hasta el ${until}.`,
    download: 'Descargar',
    failed: 'No se pudo crear el archivo. Inténtalo de nuevo.',
    tooLarge:
      'Hay más de lo que puede contener un archivo. Quien gestiona este Grail puede llevárselo por ti.',
    often: 'Hoy ya has pedido bastantes archivos. Inténtalo de nuevo mañana.',
  },
  data: {
    title: 'Tus datos',
    remove: 'Eliminar la cuenta',
    removeText: 'Tu cuenta y todo lo que contiene se eliminan para siempre.',
    removeList:
      'Se eliminan todos los documentos en todas sus versiones, lo que se leyó de ellos, tus conversaciones, tu consumo y tu acceso. Nadie puede recuperarlos.',
    typeEmail: (email: string) => `Escribe ${email} para confirmar`,
    removed: 'Tu cuenta se está eliminando. En un cuarto de hora no quedará nada de ella.',
    signInFirst: 'Cierra la sesión y vuelve a entrar. Después elimina la cuenta en menos de cinco minutos.',
    removeFailed: 'No se pudo eliminar la cuenta.',
  },
  none: 'Ninguna pregunta en estos días.',
};

export const security: Strings['security'] = {
  title: 'Inicio de sesión y seguridad',
  signedInAs: (email) => `Has iniciado sesión como ${email}.`,
  throughCompany: 'Inicias sesión con tu empresa, que gestiona tu contraseña y tu segundo factor.',
  passwordText: 'Inicias sesión con tu correo y esta contraseña.',
  changePassword: 'Cambiar contraseña',
  currentPassword: 'Contraseña actual',
  wrongPassword: 'La contraseña actual no es correcta.',
  passwordChanged: 'Tu contraseña ha cambiado.',
  app: 'Aplicación de autenticación',
  on: 'Activada',
  off: 'Desactivada',
  appOff:
    'Pide, además de la contraseña, un código de una aplicación de tu teléfono: así no basta con robar la contraseña.',
  appOn: 'Cada vez que inicias sesión, escribes un código de tu aplicación.',
  setUp: 'Configurar',
  setUpTitle: 'Configura tu aplicación de autenticación',
  scan: 'Escanea este código con una aplicación de autenticación.',
  orType: 'O escribe esta clave en la aplicación:',
  qrCode: 'Código cuadrado con la clave para la aplicación de autenticación',
  copyKey: 'Copiar clave',
  openApp: 'Abrir en la aplicación',
  turnOn: 'Activar',
  turnOff: 'Desactivar',
  turnOffText: 'A partir de ahora bastará tu contraseña para iniciar sesión.',
  stateFailed: 'No hemos podido comprobar si hay una aplicación configurada.',
};
