package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import dev.classifine.script.MklKernels;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.OneDnn;
import org.junit.jupiter.api.Test;

class ProductsChoiceTest {

  @Test
  void float32IsMklsWhereItsKernelsAreChosen() {
    assertEquals(Products.LIBTORCH, Products.forInference(Precision.FLOAT32, true, true));
    assertEquals(Products.ONEDNN, Products.forInference(Precision.FLOAT32, true, false));
    assertEquals(Products.LIBTORCH, Products.forInference(Precision.FLOAT32, false, false));
  }

  @Test
  void halfPrecisionIsOneDnnsWhereItHasIt() {
    for (Precision precision : new Precision[] {Precision.BF16, Precision.FP16}) {
      for (boolean mklKernels : new boolean[] {false, true}) {
        assertEquals(Products.ONEDNN, Products.forInference(precision, true, mklKernels));
        assertEquals(Products.LIBTORCH, Products.forInference(precision, false, mklKernels));
      }
    }
  }

  @Test
  void aDevicesChoiceGoesByWhatItHas() {
    NativeRuntime.engine();
    for (Precision precision : Precision.values()) {
      assertEquals(
          Products.forInference(
              precision, OneDnn.multiplies(precision.type()), MklKernels.areChosen()),
          Products.forInference(Device.cpu(), precision));
      assertEquals(Products.LIBTORCH, Products.forInference(Device.gpu(), precision));
    }
  }
}
