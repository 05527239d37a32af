import { Paper, type PaperProps } from '@mantine/core';
import { type ComponentPropsWithoutRef, type ReactNode } from 'react';

/** A part of a screen on a surface of its own. */
export const Card = ({
  children,
  ...props
}: PaperProps & Omit<ComponentPropsWithoutRef<'div'>, keyof PaperProps>): ReactNode => (
  <Paper className="card" {...props}>
    {children}
  </Paper>
);
