using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>What a task has on disk: ways to load its parts, and the training labels, which decide about the split before a picture is decoded.</summary>
internal sealed record StoredSplits(
    Func<ImageSet>? Train, Func<ImageSet>? Validation, Func<ImageSet>? Test, ImmutableArray<int> TrainLabels, ImmutableArray<string> Classes,
    string ValidationNote = "stored");
