import { anyOf } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const auth: Strings['auth'] = {
  signIn: 'Se connecter',
  signInTitle: 'Se connecter à Grail',
  signUp: 'Créer un compte',
  signUpTitle: 'Créer votre compte',
  email: 'E-mail',
  password: 'Mot de passe',
  newPassword: 'Nouveau mot de passe',
  passwordHint: 'Au moins 12 caractères, quels qu’ils soient. Quelques mots à la suite conviennent bien.',
  passwordCommon: 'Ce mot de passe est très répandu, donc facile à deviner. Choisissez-en un autre.',
  showPassword: 'Afficher le mot de passe',
  hidePassword: 'Masquer le mot de passe',
  forgot: 'Mot de passe oublié ?',
  noAccount: 'Pas encore de compte ?',
  haveAccount: 'Vous avez déjà un compte ?',
  demo: 'Utiliser le compte de démonstration',
  demoHint:
    'Ceci est un Grail installé sur un ordinateur. Le compte de démonstration contient des documents d’exemple.',
  confirmTitle: 'Consultez votre messagerie',
  confirmHint: (email) => `Nous avons envoyé un code à ${email}.`,
  code: 'Code de confirmation',
  confirm: 'Confirmer',
  resend: 'Envoyer un nouveau code',
  resent: 'Un nouveau code est en route.',
  resetTitle: 'Réinitialiser votre mot de passe',
  resetHint: 'Saisissez votre adresse e-mail : nous vous enverrons un code.',
  sendCode: 'Envoyer le code',
  setPassword: 'Définir le nouveau mot de passe',
  passwordChanged: 'Votre mot de passe a été modifié. Connectez-vous avec le nouveau.',
  company: (label) => `Se connecter avec ${label}`,
  orWithEmail: 'ou avec e-mail et mot de passe',
  byInvitation: 'Les comptes s’obtiennent sur invitation. Demandez-en une à votre administrateur.',
  signUpDomains: (domains) => `Pour les adresses de ${anyOf(domains)}.`,
  choosePasswordTitle: 'Choisissez votre mot de passe',
  choosePasswordHint: 'Bienvenue ! Choisissez maintenant votre propre mot de passe.',
  choosePassword: 'Définir le mot de passe et se connecter',
  appCodeTitle: 'Saisissez votre code',
  appCodeHint:
    'Ouvrez votre application d’authentification et saisissez les six chiffres qu’elle affiche pour Grail.',
  appCode: 'Code de l’application',
  appSetupHint: 'Pour se connecter ici, il faut, en plus du mot de passe, le code d’une application.',
  resetAsked: (email) => `Votre mot de passe doit être changé. Nous avons envoyé un code à ${email}.`,
  unknownStep:
    'Ce compte demande une étape de connexion que cette page ne connaît pas. Demandez de l’aide à votre administrateur.',
  working: 'Un instant…',
  backToSignIn: 'Retour à la connexion',
  problems: {
    NotAuthorizedException: 'L’adresse e-mail ou le mot de passe est incorrect.',
    UserNotFoundException: 'L’adresse e-mail ou le mot de passe est incorrect.',
    UsernameExistsException: 'Un compte existe déjà avec cette adresse e-mail. Connectez-vous.',
    InvalidPasswordException:
      'Ce mot de passe est trop faible. Utilisez au moins 10 caractères, dont une minuscule et un chiffre.',
    InvalidParameterException: 'Vérifiez l’adresse e-mail et le mot de passe, puis réessayez.',
    CodeMismatchException: 'Ce code n’est pas le bon. Vérifiez-le et réessayez.',
    ExpiredCodeException: 'Ce code a expiré. Demandez-en un nouveau.',
    LimitExceededException: 'Trop de tentatives. Attendez quelques minutes, puis réessayez.',
    TooManyRequestsException: 'Trop de tentatives. Attendez quelques minutes, puis réessayez.',
    TooManyFailedAttemptsException: 'Trop de tentatives. Attendez quelques minutes, puis réessayez.',
    UserNotConfirmedException:
      'Ce compte n’est pas encore confirmé. Saisissez le code reçu dans notre e-mail.',
    PasswordResetRequiredException:
      'Ce mot de passe doit d’abord être réinitialisé. Utilisez « Mot de passe oublié ? ».',
    NetworkError: 'Le service de connexion ne répond pas. Vérifiez votre connexion et réessayez.',
    InvitationExpired:
      'Votre mot de passe temporaire a expiré. Demandez à la personne qui vous a invité de renvoyer l’invitation.',
    InvitationUnused:
      'Ce compte n’a pas encore servi. Connectez-vous avec le mot de passe temporaire de votre invitation ou demandez-en un nouveau.',
    InvitationOnly: 'Les comptes s’obtiennent sur invitation. Demandez-en une à votre administrateur.',
    AddressRefused:
      'Cette adresse n’est pas acceptée ici. Utilisez votre adresse professionnelle simple, sans « + », ou demandez une invitation.',
    SignInEnded: 'Cela a pris trop de temps. Revenez à la connexion et recommencez.',
    AccountDisabled: 'Ce compte est désactivé. Demandez à votre administrateur.',
    CodeUsed: 'Ce code a déjà servi. Attendez le suivant et saisissez-le.',
    NoVerifiedAddress:
      'Nous ne pouvons pas envoyer de code à cette adresse, car elle n’a jamais été confirmée. Demandez à votre administrateur.',
  },
  unknownProblem: 'La connexion n’a pas abouti. Réessayez dans un instant.',
};
