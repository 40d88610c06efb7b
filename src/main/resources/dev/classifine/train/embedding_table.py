# Moves rows between a table [V, H] and an array [N, H] of some of its rows, named by their indexes [N].
class EmbeddingTable(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def take(self: __torch__.EmbeddingTable, rows: Tensor, table: Tensor, indexes: Tensor) -> Tensor:
    return torch.copy_(rows, torch.index_select(table, 0, indexes))
  def put(self: __torch__.EmbeddingTable, table: Tensor, indexes: Tensor, rows: Tensor, factor: float) -> Tensor:
    return torch.index_copy_(table, 0, indexes, torch.mul(rows, factor))
  def product(self: __torch__.EmbeddingTable, rows: Tensor, indexes: Tensor, factor: float) -> Tensor:
    return torch.mul(torch.index_select(rows, 0, indexes), factor)
