import { Paper, type PaperProps } from '@mantine/core';
import { type ReactNode } from 'react';

/** A part of a screen on a surface of its own. */
export const Card = ({
  children,
  ...props
}: PaperProps & { readonly children: ReactNode }): ReactNode => (
  <Paper className="card" {...props}>
    {children}
  </Paper>
);
