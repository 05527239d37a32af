import { Notifications } from '@mantine/notifications';
import { type ReactNode } from 'react';

/** The list of short messages, above everything else. */
export const MessageList = (): ReactNode => <Notifications position="top-center" />;
