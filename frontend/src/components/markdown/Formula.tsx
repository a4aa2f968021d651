import { useEffect, useRef, useState, type ReactNode } from 'react';
import styles from '@/components/markdown/Markdown.module.css';

interface FormulaProps {
  tex: string;
  display: boolean;
  /** The formula as it was written: shown until it is drawn, and where it cannot be. */
  source: ReactNode;
}

/** A formula as MathML, which the browser draws by itself. What makes it of TeX is fetched with the first formula. */
export function Formula({ tex, display, source }: FormulaProps) {
  const box = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    void import('@/components/markdown/draw-formula')
      .then(({ drawFormula }) => {
        const math = drawFormula(tex, display);
        if (!current || !math) return;
        box.current?.replaceChildren(math);
        setDrawn(tex);
      })
      .catch(() => undefined); // Without its script the formula stays as it was written.
    return () => {
      current = false;
    };
  }, [tex, display]);

  return (
    <span className={display ? styles.display : undefined} data-testid="formula" data-tex={tex} dir="ltr">
      <span ref={box} hidden={drawn !== tex} />
      {drawn !== tex && <code>{source}</code>}
    </span>
  );
}
