package dev.classifine.maven;

import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a checksum that does not fit where a repository's policy is only to warn. */
final class ChecksumWarnings extends AbstractTransferListener {

  private static final Logger LOG = LoggerFactory.getLogger(ChecksumWarnings.class);

  @Override
  public void transferCorrupted(TransferEvent event) {
    LOG.warn("{}: {}.", event.getResource().getResourceName(), event.getException().getMessage());
  }
}
