package dev.classifine.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.maven.settings.Repository;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/**
 * The repositories of the settings and Maven Central. A checksum that does not fit is an error, as
 * it is from Maven 4 on, unless a repository's {@code checksumPolicy} says otherwise.
 */
final class RemoteRepositories implements AutoCloseable {

  private static final String CENTRAL = "central";
  private static final String CENTRAL_URL = "https://repo.maven.apache.org/maven2";

  private final MavenSettings settings;
  private final RepositorySystem system = new RepositorySystemSupplier().get();
  private final DefaultRepositorySystemSession session = new DefaultRepositorySystemSession();

  RemoteRepositories(MavenSettings settings) {
    this.settings = settings;
    session.setOffline(settings.offline());
    session.setSystemProperties(System.getProperties());
    session.setConfigProperties(System.getProperties());
    session.setConfigProperty(ConfigurationProperties.USER_AGENT, "Classifine");
    // What was missing an hour ago is asked for again: this is no build that would do so often.
    session.setUpdatePolicy(RepositoryPolicy.UPDATE_POLICY_ALWAYS);
    session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
    session.setTransferListener(new ChecksumWarnings());
    AccessRules.apply(settings, session);
    session.setLocalRepositoryManager(
        system.newLocalRepositoryManager(
            session, new LocalRepository(settings.localRepository().toFile())));
  }

  /** Fetches a jar into the local repository. */
  Path fetch(Coordinates wanted) throws FetchFailure {
    ArtifactRequest request =
        new ArtifactRequest(
            new DefaultArtifact(wanted.group(), wanted.artifact(), "jar", wanted.version()),
            system.newResolutionRepositories(session, repositories()),
            null);
    try {
      return system.resolveArtifact(session, request).getArtifact().getFile().toPath();
    } catch (ArtifactResolutionException e) {
      throw new FetchFailure(reason(e), e);
    }
  }

  @Override
  public void close() {
    system.shutdown();
  }

  private List<RemoteRepository> repositories() {
    List<RemoteRepository> repositories = new ArrayList<>();
    for (Repository repository : settings.repositories()) {
      repositories.add(
          new RemoteRepository.Builder(
                  repository.getId(), repository.getLayout(), repository.getUrl())
              .setReleasePolicy(policy(repository.getReleases()))
              .setSnapshotPolicy(policy(repository.getSnapshots()))
              .build());
    }
    if (repositories.stream().noneMatch(repository -> repository.getId().equals(CENTRAL))) {
      repositories.add(
          new RemoteRepository.Builder(CENTRAL, "default", CENTRAL_URL)
              .setPolicy(policy(null))
              .build());
    }
    return repositories;
  }

  private static RepositoryPolicy policy(org.apache.maven.settings.RepositoryPolicy policy) {
    String checksums = policy == null ? null : policy.getChecksumPolicy();
    return new RepositoryPolicy(
        policy == null || policy.isEnabled(),
        RepositoryPolicy.UPDATE_POLICY_ALWAYS,
        checksums == null ? RepositoryPolicy.CHECKSUM_POLICY_FAIL : checksums);
  }

  /** What each repository said, without the credentials that an address may hold. */
  private static String reason(ArtifactResolutionException e) {
    List<Exception> causes = e.getResult() == null ? List.of() : e.getResult().getExceptions();
    String reasons =
        causes.stream()
            .map(cause -> String.valueOf(cause.getMessage()).replaceFirst("\\.$", ""))
            .distinct()
            .collect(Collectors.joining("; "));
    return (reasons.isEmpty() ? e.getMessage() : reasons).replaceAll("://[^/\\s]*@", "://");
  }
}
