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
  def features(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, lowest: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # what the embeddings and the n lowest layers give, without dropout: [B, T, H], or, of all layers, the row [B, H] that
    # the head reads; lowest: [n, ...], of which only the shape counts, so that no device is waited for
    return __torch__.features(ids, mask, types, w, torch.size(lowest, 0))
  def train_above(self: __torch__.Classifier, features: Tensor, mask: Tensor, lowest: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the logits [B, K] from these, with dropout
    return __torch__.logits_above(features, mask, w, torch.size(lowest, 0))
  def encode(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the last layer's hidden states [B, T, H]
    return __torch__.encoder(ids, mask, types, w, False, False)
  def prepare(self: __torch__.Classifier, w: Dict[str, Tensor], layers: Dict[str, Tensor], matrices: Dict[str, Tensor]) -> Dict[str, Tensor]:
    # the parameters for many calls of forward: the weights of linear layers as their products read them, and those that are
    # read as matrices in the type of products
    p = annotate(Dict[str, Tensor], {})
    for name in torch.keys(w):
      torch._set_item(p, name, w[name])
    for name in torch.keys(layers):
      torch._set_item(p, name, __torch__.prepared(layers[name]))
    for name in torch.keys(matrices):
      torch._set_item(p, name, __torch__.narrowed(matrices[name]))
    return p
