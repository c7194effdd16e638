namespace Sinter.Learning;

/// <summary>Constants of <see cref="Muon"/>.</summary>
/// <param name="Momentum">How much of the mean gradient of a matrix is kept, below 1.</param>
/// <param name="WeightDecay">Decoupled weight decay, of matrices and of the rest.</param>
/// <param name="Adam">Moments of the tensors that are stepped as AdamW steps them; its own weight decay is not used.</param>
public sealed record MuonSettings(double Momentum = 0.95, double WeightDecay = 0.05, AdamWSettings? Adam = null);
