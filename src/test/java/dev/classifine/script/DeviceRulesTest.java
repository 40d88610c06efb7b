package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the rules find what they are for, and nothing else. */
class DeviceRulesTest {

  private static final String FUNCTION =
      """
      def is_last(i: int, count: int) -> bool:
        return torch.eq(i, torch.sub(count, 1))
      def sums(x: Tensor) -> Tensor:
        return torch.sum(x)
      def f(x: Tensor, w: Dict[str, Tensor], xs: List[List[Tensor]], names: List[str], n: int, training: bool) -> Tensor:
        y = torch.mul(x, 2)
        # torch.item(x)
        %s
        return y
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arange",
        "zeros",
        "ones",
        "full",
        "empty",
        "rand",
        "randn",
        "randint",
        "randperm",
        "tensor",
        "eye",
        "linspace",
        "scalar_tensor"
      })
  void aFactoryNeedsADevice(String name) {
    assertEquals(
        List.of("f: torch." + name + " without device=: y = torch." + name + "([2], dtype=6)"),
        found("y = torch." + name + "([2], dtype=6)"));
    assertEquals(List.of(), found("y = torch." + name + "([2], device=ops.prim.device(x))"));
    assertEquals(List.of(), found("y = torch." + name + "_like(x)"), "has that of x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "item", "nonzero", "masked_select", "tolist", "unique_dim", "_unique2", "is_nonzero",
            "equal",
        "Bool", "Int", "Float", "IntImplicit", "bincount", "argwhere", "repeat_interleave", "cpu"
      })
  void valuesOfATensorAreNotRead(String name) {
    assertEquals(1, found("y = torch." + name + "(x, x)").size());
    assertEquals(1, found("y = torch.add(y, (x)." + name + "())").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = int(x)",
        "p = float(torch.sum(x))",
        "if bool(torch.gt(x, 0)): # of a tensor",
        "for i in range(torch.argmax(x)):",
        "if torch.gt(torch.sum(x), 0.):",
        "if __torch__.sums(x):",
        "while torch.lt(y, 3):",
        "if torch.lt(w[\"a\"], 3):",
        "if xs[0][1]:",
        "y = x if torch.any(x) else y",
        "y = x and y",
        "if not torch.any(x):",
        "z = torch.where(torch.gt(x, 0))",
        "y = torch.to(x, \"cpu\")",
        "y = torch.zeros([2], device=torch.device(\"cuda:0\"))",
        "for part in torch.unbind(x):\n    n = int(part)",
        "if annotate(Optional[Tensor], z):",
      })
  void valuesOfATensorDoNotDirectTheProgram(String line) {
    assertTrue(!found(line).isEmpty(), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p = torch.pow(float(torch.size(x, 3)), -0.5)",
        "if torch.gt(torch.size(x, 1), 5 + 1):",
        "if torch.__and__(training, __torch__.is_last(n, torch.len(names))):",
        "if torch.__contains__(w, names[0] + \".lora\"):",
        "if torch.__is__(x, None):",
        "if training:",
        "for i in range(torch.len(xs)):",
        "y = torch.where(torch.gt(x, 0), x, y)",
        "y = x if training else torch.neg(x)",
        "for i in range(torch.size(x, 0)):\n    n = int(torch.size(x, i))",
        "y = torch.embedding(w[torch.format(\"cpu.{}.weight\", n)], x)",
      })
  void whatIsKnownWithoutValuesIsFree(String line) {
    assertEquals(List.of(), found(line));
  }

  @Test
  void whatIsAssignedLaterInALoopIsKnownEarlier() {
    assertEquals(
        List.of("f: a condition that is a tensor: if z:"),
        DeviceRules.violations(
            """
            def f(x: Tensor) -> Tensor:
              for i in range(2):
                if z:
                  x = torch.neg(x)
                z = torch.any(x)
              return x
            """));
  }

  @Test
  void statementsGoOverSeveralLines() {
    String text =
        """
        def f(x: Tensor) -> Tensor:
          y = torch.arange(torch.size(x, 0),
            dtype=4)
          return y
        """;
    assertEquals(1, DeviceRules.violations(text).size());
    assertEquals(
        List.of(), DeviceRules.violations(text.replace("dtype=4", "device=ops.prim.device(x)")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "y = torch.add(x, ?) | Not understood: \"?)\"",
        "y = torch.add(x, | A bracket is not closed",
        "y = torch.add(x y) | Not understood: \"y\" after an expression",
        "if training: y = x | Not understood: \"training\" after an expression",
        "raise Exception(x) | Not understood: \"Exception\" after an expression"
      })
  void whatIsNotUnderstoodIsNotPassedOver(String line, String message) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> found(line));
    assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
  }

  private static List<String> found(String line) {
    return DeviceRules.violations(FUNCTION.formatted(line));
  }
}
