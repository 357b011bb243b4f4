import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';

type Props = Omit<ButtonProps, 'type'> & { look?: ButtonProps['type'] };

/** A link that looks like a button: it can be opened in another tab. (`type` would be taken for the anchor's own.) */
export const LinkButton = createLink(({ look = 'default', ...props }: Props) => <Button type={look} {...props} />);
