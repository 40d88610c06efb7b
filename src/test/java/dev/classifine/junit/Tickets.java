package dev.classifine.junit;

/** Texts of two kinds that a few steps tell apart. */
final class Tickets {

  static final Texts TRAIN =
      Texts.of(
          "refund please", "billing",
          "the invoice is wrong", "billing",
          "I was charged twice", "billing",
          "please send a new invoice", "billing",
          "my parcel is lost", "delivery",
          "where is my parcel", "delivery",
          "the driver did not come", "delivery",
          "please send it to my neighbour", "delivery");

  private Tickets() {}
}
