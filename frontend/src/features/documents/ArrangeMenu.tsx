import { GROUPINGS, SORTS, type Arrangement } from '@/features/documents/arrange';
import { Menu, type MenuAction } from '@/components/Menu';
import { t } from '@/config/strings';

interface ArrangeMenuProps {
  arrangement: Arrangement;
  onArrange: (arrangement: Arrangement) => void;
}

/** The order of the list, and what it is grouped by. */
export function ArrangeMenu({ arrangement, onArrange }: ArrangeMenuProps) {
  const sorts = SORTS.map((sort): MenuAction => ({
    label: t.arranging.sorts[sort],
    icon: 'sort',
    checked: arrangement.sort === sort,
    run: () => onArrange({ ...arrangement, sort }),
  }));
  const groups = GROUPINGS.map((group): MenuAction => ({
    label: t.arranging.groups[group],
    icon: 'layers',
    checked: arrangement.group === group,
    run: () => onArrange({ ...arrangement, group }),
  }));
  return <Menu icon="sort" label={t.arranging.title} actions={[...sorts, ...groups]} />;
}
