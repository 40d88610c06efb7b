package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.experiment.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of a batch: what it may hold, and what is told of what it may not. */
class BatchFileTest {

  @TempDir Path temp;

  private Path file(String name, String content) {
    try {
      return Files.writeString(temp.resolve(name), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String refused(String yaml, boolean devices) {
    Path file = file("batch.yaml", yaml);
    String message =
        assertThrows(UsageException.class, () -> BatchFile.read(file, devices)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    return message.substring(file.toString().length() + 2);
  }

  @Test
  void defaultsHoldForAllJobsAndAJobsOwnOptionsWin() {
    List<Job> jobs =
        BatchFile.read(
            file(
                "batch.yaml",
                """
                defaults: {model: minilm, num_train_epochs: 3, bf16: true, eval_fraction: 0.1}
                jobs:
                  - {name: trec, train: trec.csv}
                  - {train: mine.csv, num_train_epochs: 1e0, eval-fraction: , freeze: [a, b]}
                """),
            true);
    assertEquals(List.of("trec", "job-2"), jobs.stream().map(Job::name).toList());
    assertEquals(
        List.of(
            "--model=minilm",
            "--epochs=3",
            "--bf16=true",
            "--eval-fraction=0.1",
            "--train=trec.csv"),
        jobs.get(0).arguments());
    assertEquals(
        List.of(
            "--model=minilm", "--bf16=true", "--train=mine.csv", "--epochs=1e0", "--freeze=a,b"),
        jobs.get(1).arguments());
  }

  @Test
  void anOptionIsOneWhicheverOfItsNamesItHas() {
    List<Job> jobs =
        BatchFile.read(
            file(
                "batch.yaml",
                """
                defaults: {model: m, train: t, num-train-epochs: 3, save-total-limit: 1}
                jobs: [{epochs: 5, num-train-epochs: , save_limit: }]
                """),
            false);
    assertEquals(List.of("--model=m", "--train=t", "--epochs=5"), jobs.get(0).arguments());
    assertEquals(
        "jobs[1].epochs is num-train-epochs by another name. Leave one of the two out.",
        refused("jobs: [{model: m, train: t, num-train-epochs: 3, epochs: 5}]", false));
  }

  @Test
  void jsonIsReadAsYamlIs() {
    List<Job> jobs =
        BatchFile.read(
            file("batch.json", "{\"jobs\": [{\"model\": \"minilm\", \"train\": \"a.csv\"}]}"),
            false);
    assertEquals(List.of("--model=minilm", "--train=a.csv"), jobs.get(0).arguments());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "job: [{model: m}] | job has no meaning. It must be one of defaults, jobs.",
        "defaults: {model: m} | no jobs. Give at least one",
        "jobs: [minilm] | jobs[1] is a value. It must hold values by name.",
        "jobs: [{name: a/b, model: m, train: t}] | jobs[1].name: \"a/b\" cannot be a job's name",
        "jobs: [{name: a, epoch: 3}] | job a: --epoch is not an option of train.",
        "jobs: [{name: a, model: m, train: t, epochs: -1}] | job a: --epochs: -1",
        "jobs: [{name: a, model: m, train: t, epochs: x}] | job a: --epochs: \"x\" is not a number",
        "jobs: [{name: a, train: t}] | job a: --model: missing.",
        "jobs: [{name: a, model: m, output: o}] | job a: output: a job has its own folder",
        "jobs: [{name: a, model: m, resume: true}] | job a: resume: a job has its own folder",
        "jobs: [{name: a, config: c}] | job a: config: a job's options are all in",
        "jobs: [{name: a, help: true}] | job a: help: ",
        "jobs: [{name: a, model: {x: 1}}] | jobs[1].model holds an object.",
        "defaults: {name: a} | defaults.name: each job must have a name of its own.",
        "jobs: [{name: a, model: m, train: t, device: cpu}] | job a: device: --devices gives one"
      })
  void whatIsWrongIsToldWithFileAndJob(String yaml, String told) {
    String message = refused(yaml, true);
    assertTrue(message.startsWith(told), message);
  }

  @Test
  void namesMustDifferInMoreThanCase() {
    String message =
        refused(
            """
            defaults: {model: m, train: t}
            jobs: [{name: Trec}, {name: trec}]
            """,
            false);
    assertTrue(message.startsWith("jobs[2].name: \"trec\" is another job's name"), message);
    String numbered =
        refused("jobs: [{name: job-2, model: m, train: t}, {model: m, train: t}]", false);
    assertTrue(numbered.startsWith("jobs[2].name: \"job-2\""), numbered);
  }

  @Test
  void aWrongFileIsExitCode2BeforeAnythingStarts() {
    Path file = file("batch.yaml", "jobs: [{name: ok, model: m, train: t}, {name: b, epochs: x}]");
    Path output = temp.resolve("out");
    CommandLineRunner run =
        CommandLineRunner.run("batch", file.toString(), "--output", output.toString());
    assertEquals(2, run.code(), run.toString());
    assertTrue(
        run.err().startsWith("classifine: " + file + ": job b: --epochs: \"x\" is not a number."),
        run.toString());
    assertFalse(Files.exists(output));
  }

  @ParameterizedTest
  @CsvSource({
    "--devices=cpu:gpu, '--devices: \"cpu:gpu\" is not a device.'",
    "--retry-wait=-1, --retry-wait: -1.0 is not from 0 to 86400.",
    "--retry-wait=NaN, --retry-wait: NaN is not from 0 to 86400.",
    "--retries=-1, --retries: -1 is below 0.",
    "--retries=x, '--retries: \"x\" is not a whole number.'"
  })
  void wrongOptionsOfTheQueueAreTold(String option, String told) {
    Path file = file("batch.yaml", "jobs: [{model: m, train: t}]");
    CommandLineRunner run =
        CommandLineRunner.run(
            "batch", file.toString(), "--output", temp.resolve("out").toString(), option);
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().startsWith("classifine: " + told), run.toString());
  }

  @Test
  void aMissingGpuIsToldBeforeAnythingStarts() {
    assertNoGpu("{model: m, train: t}", "--devices=cpu,cuda:9", "--devices: ");
    assertNoGpu(
        "{name: a, model: m, train: t}, {name: b, model: m, train: t, device: cuda:9}",
        "--retries=0",
        temp.resolve("batch.yaml") + ": job b: --device: ");
    assertNoGpu(
        "{name: a, model: m, train: t, device: [cuda:9, cuda:8]}",
        "--retries=0",
        temp.resolve("batch.yaml") + ": job a: --device: ");
  }

  private void assertNoGpu(String jobs, String option, String where) {
    Path file = file("batch.yaml", "jobs: [" + jobs + "]");
    Path output = temp.resolve("out");
    CommandLineRunner run =
        CommandLineRunner.run("batch", file.toString(), "--output", output.toString(), option);
    assertEquals(1, run.code(), run.toString());
    assertTrue(
        run.err().startsWith("classifine: " + where + "cuda:9 was asked for"), run.toString());
    assertFalse(Files.exists(output));
  }
}
