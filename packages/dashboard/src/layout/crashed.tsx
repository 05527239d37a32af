import { Box } from '@mantine/core';
import { type ErrorComponentProps } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { ErrorNotice } from '../components/error-notice.js';

/** A screen that could not be shown. */
export const Crashed = ({ error }: ErrorComponentProps): ReactNode => (
  <ErrorNotice
    error={error}
    onRetry={() => {
      window.location.reload();
    }}
  />
);

/** The whole page could not be shown. */
export const CrashedPage = (props: ErrorComponentProps): ReactNode => (
  <Box maw="32rem" mx="auto" px="md" component="main" py="xl">
    <Crashed {...props} />
  </Box>
);
