import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Lets a file field choose a whole folder; every browser has it, React's types do not. */
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}
