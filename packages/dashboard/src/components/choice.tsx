import { SegmentedControl, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A choice of a few, of which one is always taken. */
export function Choice<T extends string>({
  label,
  description,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly description?: string;
  readonly value: T;
  readonly options: { value: T; label: string }[];
  readonly onChange: (value: T) => void;
}): ReactNode {
  const id = useId();
  return (
    <div>
      <Text fw={600} id={id}>
        {label}
      </Text>
      {description !== undefined && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
      <SegmentedControl
        aria-labelledby={id}
        fullWidth
        mt={4}
        maw="24rem"
        data={options}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
