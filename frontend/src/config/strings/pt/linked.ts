import type { Strings } from '@/config/strings/shape';

export const linked: Strings['linked'] = {
  text: 'Quem entrou neste Grail e tem o link lê esta conversa como ela está agora. As respostas aparecem inteiras; as palavras dos seus documentos, só para quem pode lê-los.',
  make: 'Criar um link',
  copy: 'Copiar link',
  takeBack: 'Retirar',
  none: 'Não há link para esta conversa.',
  own: 'Você criou este link.',
  gone: 'Este link expirou ou foi retirado.',
  hidden: 'As palavras deste documento aparecem para quem pode lê-lo.',
  frozen: (when: string) => `Uma cópia de ${when}.`,
};
