package dev.classifine.data;

/** What a reader does with the label column. */
public enum LabelUse {
  /** Every row must have a label. */
  REQUIRED,
  /** Labels are not looked at, whether they are there, missing or malformed. */
  IGNORED
}
