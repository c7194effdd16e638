namespace Sinter.Merging;

/// <summary>What is done with the blocks of a sweep.</summary>
internal enum BlockStep
{
    /// <summary>A tensor stage looks at some pieces instead of blocks.</summary>
    Sample,

    /// <summary>A tensor stage's statistic takes them.</summary>
    Accumulate,

    /// <summary>A whole-model statistic takes them.</summary>
    AccumulateModel,

    /// <summary>The method combines them, and they are written.</summary>
    Combine,
}
