package dev.classifine.card;

import com.google.gson.JsonObject;

/** How to load a model, in Java and in Python. Nothing in it comes from a run but numbers. */
final class Usage {

  private final String problem;
  private final boolean adapter;
  private final int maxLength;
  private final int labels;
  private final String base;

  Usage(JsonObject run) {
    this.problem = run.get("problem_type").getAsString();
    this.adapter = run.getAsJsonObject("options").get("save_adapter").getAsBoolean();
    this.maxLength = run.getAsJsonObject("options_in_effect").get("max_length").getAsInt();
    this.labels = run.getAsJsonArray("labels").size();
    this.base = BaseModel.hubName(run).orElse("BASE");
  }

  String markdown() {
    return "`FOLDER` is the folder of this file.\n\n```java\n"
        + java()
        + "```\n\n```python\n"
        + python()
        + "```\n";
  }

  private String java() {
    String answer =
        switch (problem) {
          case "multi_label_classification" -> "labels()";
          case "regression" -> "scores()";
          default -> "label()";
        };
    return """
    try (TextClassifier classifier = TextClassifier.load(Path.of("FOLDER"))) {
      System.out.println(classifier.classify("A text.").%s);
    }
    """
        .formatted(answer);
  }

  private String python() {
    String scores =
        switch (problem) {
          case "multi_label_classification" -> ", function_to_apply=\"sigmoid\", top_k=None";
          case "regression" -> ", function_to_apply=\"none\", top_k=None";
          default -> "";
        };
    String call = "print(classifier(\"A text.\", truncation=True, max_length=" + maxLength + "))\n";
    if (!adapter) {
      return "from transformers import pipeline\n\n"
          + "classifier = pipeline(\"text-classification\", model=\"FOLDER\""
          + scores
          + ")\n"
          + call;
    }
    return """
    from peft import PeftModel
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

    base = AutoModelForSequenceClassification.from_pretrained("%s", num_labels=%d)
    classifier = pipeline(
        "text-classification",
        model=PeftModel.from_pretrained(base, "FOLDER").merge_and_unload(),
        tokenizer=AutoTokenizer.from_pretrained("FOLDER")%s,
    )
    """
            .formatted(base, labels, scores)
        + call;
  }
}
