import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { saveAnswer } from '../download/save-answer.js';
import { csvTexts } from '../texts/csv.js';
import { useTexts } from '../texts/use-texts.js';
import { useErrorSentence } from './error-notice.js';

/** Saves a table of the API as CSV; says how much has arrived, and when there was nothing in it. */
export function CsvButton({
  path,
  name,
  label,
}: {
  /** With its query, such as `/payments/export/?status=completed`. */
  readonly path: string;
  /** The name of the file, without its ending. */
  readonly name: string;
  /** What the button says, where the file has something else than the list on the screen. */
  readonly label?: string;
}): ReactNode {
  const texts = useTexts(csvTexts);
  const sentence = useErrorSentence();
  const [bytes, setBytes] = useState(0);
  const save = useMutation({
    mutationFn: () => saveAnswer(path, `${name}.csv`, setBytes),
    onMutate: () => {
      setBytes(0);
    },
    onSuccess: (saved) => {
      if (saved === null) return;
      notifications.show(
        saved.hasRows
          ? { color: 'green', message: texts.saved }
          : { color: 'yellow', message: texts.empty },
      );
    },
    onError: (error) => {
      notifications.show({ color: 'red', message: `${texts.failed} ${sentence(error)}` });
    },
  });
  return (
    <Button
      variant="default"
      leftSection={<Download size={18} aria-hidden />}
      disabled={save.isPending}
      onClick={() => {
        save.mutate();
      }}
    >
      {save.isPending ? texts.arrived(inWords(bytes)) : (label ?? texts.save)}
    </Button>
  );
}

const KILO = 1000;

/** A number of bytes as people say it. */
const inWords = (bytes: number): string =>
  bytes < KILO * KILO ? `${Math.ceil(bytes / KILO)} kB` : `${(bytes / KILO / KILO).toFixed(1)} MB`;
