namespace Sinter.Checkpoints;

/// <summary>What is wrong with a checkpoint. The safetensors kinds carry the names of the format's reference implementation.</summary>
public enum CheckpointError
{
    /// <summary>No such file or folder.</summary>
    NotFound,

    /// <summary>The file is shorter than the 8 bytes of a header length.</summary>
    HeaderTooSmall,

    /// <summary>The header length exceeds 100,000,000 bytes.</summary>
    HeaderTooLarge,

    /// <summary>The header length points past the end of the file.</summary>
    InvalidHeaderLength,

    /// <summary>The header is not UTF-8.</summary>
    InvalidHeader,

    /// <summary>The header is not JSON, or not of the format's schema.</summary>
    InvalidHeaderDeserialization,

    /// <summary>Offsets do not start at 0, leave holes, overlap or are reversed.</summary>
    InvalidOffset,

    /// <summary>Shape and type do not match the span of the offsets.</summary>
    TensorInvalidInfo,

    /// <summary>Shape times size does not fit 64 bits.</summary>
    ValidationOverflow,

    /// <summary>The data does not end where the file ends.</summary>
    MetadataIncompleteBuffer,

    /// <summary>A folder holds no weights, or several files without an index that could each be meant.</summary>
    NoWeights,

    /// <summary>The file is none of the formats Sinter reads.</summary>
    UnknownFormat,

    /// <summary>An index names a shard outside its folder, a missing shard, or a tensor that the shard lacks.</summary>
    InvalidIndex,

    /// <summary>A pickle asks for something that is not a plain tensor, container, number or string.</summary>
    ForbiddenPickle,

    /// <summary>A PyTorch file is broken.</summary>
    InvalidPickle,

    /// <summary>An adapter does not fit its configuration or its base.</summary>
    InvalidAdapter,

    /// <summary>The file could not be read or written: permissions, a full disk, a broken device.</summary>
    InputOutput,

    /// <summary>The output exists and overwriting was not asked for.</summary>
    OutputExists,

    /// <summary>A tensor was asked for that the checkpoint lacks, or a part outside it.</summary>
    MissingTensor,
}
