import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: the green of the captive portal. */
const GREEN: MantineColorsTuple = [
  '#edf8f3',
  '#d7efe4',
  '#aedfc9',
  '#80ccab',
  '#58b98f',
  '#329e74',
  '#1a8460',
  '#0b6b4f',
  '#0a5641',
  '#084533',
];
/** Neutral colours with a trace of the accent. */
const GRAY: MantineColorsTuple = [
  '#f7f9f8',
  '#eff2f0',
  '#e4e9e6',
  '#d5dcd8',
  '#b8c2bd',
  '#8d9993',
  '#65716b',
  '#4a5550',
  '#323b37',
  '#1b231f',
];
/** From text to the page, in dark mode. */
const DARK: MantineColorsTuple = [
  '#e9efec',
  '#c3cdc8',
  '#9da9a3',
  '#76827c',
  '#39443f',
  '#2c3531',
  '#222a26',
  '#1a211e',
  '#121715',
  '#0c100e',
];

/** The look of the dashboard: large targets, round corners, much space, few lines. */
export const theme = createTheme({
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 4 },
  black: '#16211c',
  colors: { green: GREEN, gray: GRAY, dark: DARK },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, Ubuntu, 'Helvetica Neue', Arial, sans-serif",
  headings: { fontWeight: '650', textWrap: 'balance' },
  components: {
    Button: { defaultProps: { size: 'md', variant: 'filled' } },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md', autosize: true, minRows: 2 } },
    Select: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    SegmentedControl: { defaultProps: { size: 'md', radius: 'md' } },
    Switch: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md' } },
    Modal: { defaultProps: { centered: true, padding: 'lg', radius: 'lg' } },
    Drawer: { defaultProps: { padding: 'lg' } },
    // A message leaves by itself.
    Notification: { defaultProps: { withCloseButton: false } },
    Paper: { defaultProps: { p: 'lg', radius: 'lg' } },
    Skeleton: { defaultProps: { radius: 'md' } },
  },
});
