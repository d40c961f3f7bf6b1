import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { classes } from './classes'
import './Button.css'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger'
  readonly size?: 'small' | 'medium' | 'large'
  readonly icon?: ReactNode
  readonly children?: ReactNode
  readonly className?: string
}

/** A button. With an icon alone it needs an `aria-label`. */
export function Button({ variant = 'plain', size = 'medium', icon, children, className, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={classes(
        'button',
        `button-${variant}`,
        `button-${size}`,
        children === undefined && 'button-icon',
        className,
      )}
    >
      {icon}
      {children}
    </AriaButton>
  )
}
