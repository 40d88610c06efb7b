# Positions as fairseq counts them: tokens from padding + 1 on; every id that equals the padding's has that row itself.
def offset_positions(w: Dict[str, Tensor], name: str, ids: Tensor, padding: int) -> Tensor:
  counted = torch.ne(ids, padding)
  positions = torch.add(torch.mul(torch.cumsum(counted, 1), counted), padding)
  return torch.embedding(w[name + ".weight"], positions, padding)
