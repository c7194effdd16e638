using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>A model, or a run of its layers, that takes part in a merge.</summary>
/// <param name="Checkpoint">The model.</param>
/// <param name="FirstLayer">First layer taken; 0 when it is taken whole.</param>
/// <param name="Parameters">Its own parameters.</param>
internal sealed record GroupModel(Checkpoint Checkpoint, int FirstLayer, ParameterSet Parameters);
