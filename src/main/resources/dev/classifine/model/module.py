# The entry points of every architecture. ids: int64 [B, T]; mask: float32 [B, T], 1 for a token and 0 for padding;
# types: int64 [B, T], or [1, 1] where every token has type 0.
class Classifier(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the logits [B, K], without dropout
    return __torch__.logits(ids, mask, types, w, False)
  def train(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the logits [B, K], with dropout
    return __torch__.logits(ids, mask, types, w, True)
  def encode(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the last layer's hidden states [B, T, H]
    return __torch__.encoder(ids, mask, types, w, False, False)
