import { Box } from '@mantine/core';
import { type ErrorComponentProps } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { ErrorNotice } from '../components/error-notice.js';

/** A screen that could not be shown. */
export const Crashed = ({ error }: ErrorComponentProps): ReactNode => (
  <Box maw="32rem" mx="auto" px="md" component="main" py="xl">
    <ErrorNotice
      error={error}
      onRetry={() => {
        window.location.reload();
      }}
    />
  </Box>
);
