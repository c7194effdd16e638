namespace Sinter.Merging;

/// <summary>Where merged tensors go. Called from several workers at once, for parts that do not overlap.</summary>
internal interface ITensorSink
{
    /// <summary>Takes a part of an output tensor.</summary>
    void Write(PlannedTensor tensor, long byteOffset, ReadOnlySpan<byte> bytes);

    /// <summary>The file an output tensor goes to: tensors of one file are finished before those of the next.</summary>
    string FileOf(PlannedTensor tensor);

    /// <summary>Learns of a side tensor before its first part comes.</summary>
    void Declare(SideTensor side);

    /// <summary>Takes a part of a side tensor.</summary>
    void WriteSide(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes);
}
