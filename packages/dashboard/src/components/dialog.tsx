import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** A question or a form over the screen. */
export function Dialog({
  isOpen,
  isBusy = false,
  onClose,
  ...rest
}: {
  readonly isOpen: boolean;
  /** Whether an answer is awaited: who closes it then would not learn what has happened. */
  readonly isBusy?: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
} & Pick<ModalProps, 'size' | 'fullScreen'>): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <Modal
      opened={isOpen}
      onClose={() => {
        if (!isBusy) onClose();
      }}
      closeButtonProps={{ 'aria-label': texts.close, size: 44 }}
      {...rest}
    />
  );
}
