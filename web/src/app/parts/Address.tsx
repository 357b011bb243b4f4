import styles from './Address.module.css';

/** An address that somebody is to be given, written out: not every phone lets a page copy. */
export const Address = ({ url }: { url: string }) => <p className={styles.address}>{url}</p>;
