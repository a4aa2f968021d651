/** The only module that knows Temml. */
import temml from 'temml';

/** A node of Temml's own tree, as far as it is read here. */
interface MathTree {
  attributes?: Record<string, string>;
  style?: Record<string, string>;
  children?: MathTree[];
  toNode: () => Element;
}

/** A formula of TeX as MathML; null where it is none. Nothing in it reaches beyond the page: no links, no images. */
export function drawFormula(tex: string, display: boolean): Element | null {
  try {
    const tree = temml.__renderToMathMLTree(tex, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      maxExpand: 500,
      maxSize: [20, 500],
    }) as MathTree;
    moveStyles(tree);
    return tree.toNode();
  } catch {
    return null; // A formula that is half written, or in a dialect of TeX.
  }
}

/** The content policy forbids styles as attributes, and allows them as properties. */
function moveStyles(tree: MathTree): void {
  const written = tree.attributes?.style;
  if (tree.attributes && written !== undefined) {
    delete tree.attributes.style;
    for (const rule of written.split(';')) {
      const [name = '', value = ''] = rule.split(':').map((part) => part.trim());
      if (name !== '' && tree.style) tree.style[name] = value;
    }
  }
  tree.children?.forEach(moveStyles);
}
