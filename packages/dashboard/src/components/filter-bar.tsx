import { Button, Group } from '@mantine/core';
import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Card } from './card.js';
import { useIsWide } from './use-is-wide.js';

/** The filters of a list: in a row where there is room, behind a button on phones. */
export function FilterBar({
  given,
  onClear,
  children,
}: {
  /** How many filters are given. */
  readonly given: number;
  readonly onClear: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const isWide = useIsWide();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const clear = given > 0 && (
    <Button variant="subtle" onClick={onClear}>
      {texts.clearFilters}
    </Button>
  );
  return (
    <div>
      {!isWide && (
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<SlidersHorizontal size={18} aria-hidden />}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            {texts.filters(given)}
          </Button>
          {clear}
        </Group>
      )}
      <Card id={id} hidden={!isWide && !isOpen} p="md" {...(!isWide && { mt: 'sm' })}>
        <div className="filters">{children}</div>
        {isWide && clear}
      </Card>
    </div>
  );
}
