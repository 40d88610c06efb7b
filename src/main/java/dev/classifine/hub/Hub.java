package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the folder of a model that the hub has.
 *
 * <p>A file that is in the cache is not fetched again, and a download that was cut off goes on
 * where it ended, also in a later run. Several threads and several processes may ask for the same
 * model at the same time.
 */
public final class Hub {

  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  private final HubSettings settings;
  private final HubProgress progress;
  private final Waiting waiting;
  private final HubHttp http;

  /**
   * @param progress is told how far each file has come
   */
  public Hub(HubSettings settings, HubProgress progress) {
    this(settings, progress, Waiting.REAL);
  }

  Hub(HubSettings settings, HubProgress progress, Waiting waiting) {
    this.settings = settings;
    this.progress = progress;
    this.waiting = waiting;
    this.http = new HubHttp(settings, waiting);
  }

  /**
   * The folder with a model's configuration, tokenizer and weights, after fetching what the cache
   * does not have; or with those of an adapter, whose base model is not fetched. The hub is asked
   * each time which commit a branch is; the files of a commit are looked for in the cache first. If
   * the hub cannot be reached, what the cache holds of the revision is used, and a warning is
   * logged.
   *
   * @throws UsageException if only the cache may be used and does not have it
   * @throws ClassifineException if the hub has no such model or will not give it, if it cannot be
   *     reached, if what it sends is damaged, or if the cache cannot be written
   */
  public Path snapshot(HubModel model) {
    HubCache cache = new HubCache(settings.cache(), model);
    Optional<Path> cached = cache.commit().map(cache::snapshot).filter(ModelFiles::hasModel);
    if (settings.offline()) {
      return cached.orElseThrow(() -> missing(model));
    }
    if (model.isCommit() && cached.filter(ModelFiles::hasVocabulary).isPresent()) {
      return cached.get();
    }
    HubApi api = new HubApi(model, settings, http, waiting);
    Listing listing;
    try {
      listing = api.listing(cached.isPresent() ? 1 : Attempts.IN_A_ROW);
    } catch (UnreachableHubException e) {
      if (cached.isEmpty()) {
        throw e;
      }
      LOG.warn("{} Using the model from the cache: {}", e.getMessage(), cached.get());
      return cached.get();
    }
    return fetched(api, cache, listing);
  }

  private Path fetched(HubApi api, HubCache cache, Listing listing) {
    Set<String> listed = listing.files();
    ModelFiles.problemOf(listed)
        .ifPresent(
            problem -> {
              throw api.error(problem);
            });
    String weights = ModelFiles.weights(listed).orElseThrow();
    ModelFiles.small(listed).forEach(name -> bring(api, cache, listing, name));
    bring(api, cache, listing, weights);
    Path snapshot = cache.snapshot(listing.commit());
    if (ModelFiles.isIndex(weights)) {
      for (String shard : ModelFiles.shards(snapshot.resolve(weights))) {
        if (!listed.contains(shard)) {
          throw api.error(
              weights
                  + " names "
                  + shard
                  + ", which the repository does not have. Name another revision.");
        }
        bring(api, cache, listing, shard);
      }
    }
    cache.remember(listing.commit());
    return snapshot;
  }

  private void bring(HubApi api, HubCache cache, Listing listing, String name) {
    if (Files.exists(cache.snapshot(listing.commit()).resolve(name))) {
      return;
    }
    RemoteFile file = api.metadata(listing.commit(), name);
    new Download(api, cache, file, progress).run();
  }

  private UsageException missing(HubModel model) {
    return new UsageException(
        "Model "
            + model
            + ": not in the cache "
            + settings.cache()
            + " with configuration and weights, and HF_HUB_OFFLINE forbids to ask "
            + settings.endpoint()
            + ". Fetch it once with HF_HUB_OFFLINE=0, name the cache that has it with"
            + " HF_HUB_CACHE, or give the folder of a model.");
  }
}
