import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('pt');

export const account: Strings['account'] = {
  menu: 'Conta',
  usage: 'Uso',
  theme: 'Aparência',
  themes: { system: 'Como o sistema', light: 'Clara', dark: 'Escura' },
  usageTitle: 'Uso nos últimos 30 dias',
  usageFailed: 'Não foi possível carregar o seu uso.',
  questions: 'Perguntas',
  inputTokens: 'Tokens lidos',
  outputTokens: 'Tokens escritos',
  embeddedTokens: 'Tokens indexados',
  price: 'Preço',
  cap: (used, cap) => `${used} de ${cap}`,
  caps: {
    daily_questions: 'Perguntas hoje',
    daily_price_usd: 'Gasto hoje',
    documents: 'Documentos guardados',
    bytes: 'Espaço usado',
  },
  chart: 'Preço por dia',
  chartQuestions: 'Perguntas por dia',
  dayByDay: 'Dia a dia',
  dayFigure: (day, questions, price) =>
    `${day}: ${plural(questions, { one: '# pergunta', other: '# perguntas' })}, ${price}`,
  language: 'Idioma',
  browserLanguage: 'Como o navegador',
  languageFailed: 'Não foi possível carregar este idioma. Verifique a sua conexão e tente de novo.',
  shortcuts: 'Atalhos de teclado',
  data: {
    title: 'Os seus dados',
    remove: 'Excluir a conta',
    removeText: 'A sua conta e tudo o que há nela são excluídos para sempre.',
    removeList:
      'São excluídos todos os documentos em todas as versões, o que foi lido deles, as suas conversas, o seu consumo e o seu acesso. Ninguém pode recuperá-los.',
    typeEmail: (email: string) => `Digite ${email} para confirmar`,
    removed: 'A sua conta está sendo excluída. Em um quarto de hora não restará nada dela.',
    signInFirst: 'Saia e entre de novo. Depois exclua a conta em até cinco minutos.',
    removeFailed: 'Não foi possível excluir a conta.',
  },
  none: 'Nenhuma pergunta nestes dias.',
};

export const security: Strings['security'] = {
  title: 'Entrada e segurança',
  signedInAs: (email) => `Você entrou como ${email}.`,
  throughCompany: 'Você entra pela sua empresa, que cuida da sua senha e do seu segundo fator.',
  passwordText: 'Você entra com o seu e-mail e esta senha.',
  changePassword: 'Trocar senha',
  currentPassword: 'Senha atual',
  wrongPassword: 'A senha atual está incorreta.',
  passwordChanged: 'A sua senha foi trocada.',
  app: 'Aplicativo autenticador',
  on: 'Ligado',
  off: 'Desligado',
  appOff:
    'Peça, além da senha, um código de um aplicativo do seu celular, para que uma senha roubada não baste.',
  appOn: 'Sempre que entra, você digita um código do seu aplicativo.',
  setUp: 'Configurar',
  setUpTitle: 'Configure o seu aplicativo autenticador',
  scan: 'Leia este código com um aplicativo autenticador.',
  orType: 'Ou digite esta chave no aplicativo:',
  qrCode: 'Código quadrado com a chave para o aplicativo autenticador',
  copyKey: 'Copiar chave',
  openApp: 'Abrir no aplicativo',
  turnOn: 'Ligar',
  turnOff: 'Desligar',
  turnOffText: 'A partir de agora, a sua senha basta para entrar.',
  stateFailed: 'Não conseguimos verificar se há um aplicativo configurado.',
};
