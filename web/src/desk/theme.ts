import { type ThemeConfig, theme } from 'antd';
import { dark, light, type Tokens } from '../ui/tokens.ts';

/** antd in our colours. Its own greys for placeholders, descriptions and disabled text miss 4.5:1; ours do not. */
export function deskTheme(isDark: boolean, still: boolean): ThemeConfig {
  const t: Tokens = isDark ? dark : light;
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      // In the dark, white words on the primary button need a deeper blue than links do.
      colorPrimary: isDark ? '#2f6fdd' : t.primary,
      // antd's own are lighter, and white words on them miss 4.5:1 while the mouse is there.
      colorPrimaryHover: isDark ? '#2a63c6' : '#0747ad',
      colorErrorHover: isDark ? '#ffa3ad' : '#a80d26',
      colorLink: t.primary,
      colorLinkHover: t.primary,
      colorLinkActive: t.primary,
      colorInfo: t.primary,
      colorSuccess: t.verified,
      colorWarning: t.waiting,
      colorError: t.refused,
      // Derived from our dark colours, these would be muddy.
      colorInfoBg: t['primary-soft'],
      colorSuccessBg: t['verified-soft'],
      colorWarningBg: t['waiting-soft'],
      colorErrorBg: t['refused-soft'],
      colorErrorText: t.refused,
      colorText: t.ink,
      colorTextHeading: t.ink,
      colorTextSecondary: t['ink-soft'],
      colorTextTertiary: t['ink-soft'],
      colorTextDescription: t['ink-soft'],
      colorTextPlaceholder: t['ink-soft'],
      colorTextDisabled: t['ink-soft'],
      colorIcon: t['ink-soft'],
      colorBgLayout: t.ground,
      colorBgContainer: t.surface,
      colorBgElevated: t.surface,
      colorBorder: t['line-strong'],
      colorBorderSecondary: t.line,
      colorSplit: t.line,
      borderRadius: 6,
      fontFamily: 'var(--kt-font)',
      fontFamilyCode: 'var(--kt-mono)',
      fontSize: 14,
      lineHeight: 22 / 14,
      motion: !still,
      motionDurationMid: '0.15s',
      motionDurationSlow: '0.2s',
    },
    components: {
      // The chosen entry of a menu is words, not a button.
      Dropdown: { colorPrimary: t.primary },
      Table: { headerBg: t.ground, headerColor: t['ink-soft'], cellPaddingBlock: 12, borderColor: t.line },
      Tabs: {
        horizontalItemGutter: 20,
        itemColor: t['ink-soft'],
        itemSelectedColor: t.primary,
        itemHoverColor: t.primary,
        inkBarColor: t.primary,
      },
      Button: {
        primaryShadow: 'none',
        defaultHoverColor: t.primary,
        defaultHoverBorderColor: t.primary,
        defaultShadow: 'none',
        dangerShadow: 'none',
        // In the dark, the red that reads well as a word is too light below white ones.
        dangerColor: isDark ? t.ground : t.surface,
      },
    },
  };
}
